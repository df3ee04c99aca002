# After the app is deployed: creates the agents and evaluations in the project, then lets an agent call a tool.
$ErrorActionPreference = 'Stop'
Set-Location (Join-Path $PSScriptRoot '../..')

npm run --silent deploy:finish
if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }
