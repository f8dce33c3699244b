import type { Circumstance } from './causes/cause';
import { remoteFailure } from './failure';
import type { Requests } from './requests';

/**
 * After a put was denied: what else may the writer put? Both answers are mistakes of policies that were typed by hand.
 * Beginning an upload asks for the same permission as a put and stores nothing.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html#mpuAndPermissions
 */
export async function tryOtherKeys(key: string, folder: string, requests: Requests): Promise<Circumstance[]> {
  const found: Circumstance[] = [];
  if (await mayPut(requests, `${folder}/${key.slice(folder.length)}`)) found.push('double-slash-allowed');
  if (folder !== '' && (await mayPut(requests, folder.slice(0, -1)))) found.push('prefix-itself-allowed');
  return found;
}

async function mayPut(requests: Requests, key: string): Promise<boolean> {
  let upload: string;
  try {
    upload = await requests.beginUpload(key);
  } catch (error) {
    remoteFailure(error);
    return false;
  }
  try {
    await requests.abortUpload(key, upload);
  } catch (error) {
    // It stays, and is listed with what the test leaves behind.
    remoteFailure(error);
  }
  return true;
}
