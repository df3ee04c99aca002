# Before the app is packaged and anything is provisioned: installs the packages of package-lock.json.
$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true
Set-Location (Join-Path $PSScriptRoot '../..')

if (-not (Get-Command node -ErrorAction SilentlyContinue)) { throw 'Node.js 20 or newer is missing: https://nodejs.org' }
node infra/hooks/check-node.mjs
if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }
npm run --silent setup
if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }
