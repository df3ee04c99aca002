import { buildFixtureApp } from './fixture-app.ts';

/** Integration tests run the fixture app as it would be deployed. Unit tests do not need it and do not run this. */
export default buildFixtureApp;
