// Loaded with --import: the process sees a clock that is an hour slow.
const HOUR_MS = 3_600_000;
const RealDate = Date;

globalThis.Date = class extends RealDate {
  /** @param {any[]} args */
  constructor(...args) {
    if (args.length === 0) super(RealDate.now() - HOUR_MS);
    else super(.../** @type {[number]} */ (args));
  }

  static now() {
    return RealDate.now() - HOUR_MS;
  }
};
