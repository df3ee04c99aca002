/** What a browser gets for `/`. */
export function homePage(): string {
  return `<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>Functions on this machine</title></head>
<body>
<h1>The function app is up</h1>
<p>This is the local Functions host. <a href="/admin/functions">/admin/functions</a> lists what it serves,
<a href="/admin/host/status">/admin/host/status</a> says how it is.</p>
</body>
</html>
`;
}
