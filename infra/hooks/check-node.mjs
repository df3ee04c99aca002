// Plain JavaScript, for whatever Node is there: says which one is needed before anything newer is asked of it.
const major = Number(process.versions.node.split('.')[0]);
if (major < 20) {
  console.error(`Node.js ${process.versions.node} is too old: install 20 or newer.`);
  process.exitCode = 1;
}
