/** Why a record can never be written; the message holds none of its content. */
export class Unfit extends Error {
  override readonly name: string = 'Unfit';
}
