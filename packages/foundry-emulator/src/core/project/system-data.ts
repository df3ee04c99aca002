/** Author of all objects, in place of the person that the service names. */
export const MAKER = 'emulator';

/** Author and times of an object, in the form of the camel-case APIs. Times are milliseconds since 1970. */
export const systemData = ({ createdAt, changedAt }: { readonly createdAt: number; readonly changedAt: number }) => ({
  createdAt: new Date(createdAt).toISOString(),
  createdBy: MAKER,
  lastModifiedAt: new Date(changedAt).toISOString(),
  lastModifiedBy: MAKER,
});
