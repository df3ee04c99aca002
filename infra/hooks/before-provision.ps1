# Before anything is provisioned: checks this machine, the settings, permissions, models and quota. It changes nothing on Azure.
$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true
Set-Location (Join-Path $PSScriptRoot '../..')

if (-not (Get-Command node -ErrorAction SilentlyContinue)) { throw 'Node.js 20 or newer is missing: https://nodejs.org' }
node infra/hooks/check-node.mjs
if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }
npm run --silent setup
if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }
npm run --silent deploy:check
if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }

# Azure refuses to change the start of a budget: it is chosen once and kept in the azd environment.
if (-not $env:BUDGET_START) { azd env set BUDGET_START (Get-Date).ToUniversalTime().ToString('yyyy-MM-01') }
