import { careless } from './careless.mjs';

export const handler = careless('eager');
