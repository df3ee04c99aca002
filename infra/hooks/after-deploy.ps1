# After the app is deployed: bring the agents (and evaluations) to the project, then let one of them call a tool, end to end.
$ErrorActionPreference = 'Stop'
Set-Location (Join-Path $PSScriptRoot '../..')

if ($env:SKIP_AFTER_DEPLOY -eq 'true') {
  Write-Output 'SKIP_AFTER_DEPLOY is true: the agents were not brought, and no tool was called. Run this from inside the network.'
  exit 0
}
npm run --silent agents
if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }
npm run --silent evaluations
if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }
npm run --silent smoke
if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }
