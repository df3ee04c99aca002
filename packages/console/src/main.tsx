import './style.css';
import { QueryClient, QueryClientProvider } from '@tanstack/preact-query';
import { type ComponentChildren, render } from 'preact';
import { useState } from 'preact/hooks';
import { Link, Route, Router, Switch } from 'wouter-preact';
import { useHashLocation } from 'wouter-preact/use-hash-location';
import { ApiError, apiAt, loadConfig } from './lib/api.ts';
import { Empty, Failure } from './lib/components.tsx';
import { type Session, SessionContext, useSession } from './lib/session.ts';
import { hasToken, useKey } from './lib/sign-in.ts';
import { CallDetails, Calls } from './pages/calls.tsx';
import { Audit, DeadLetterDetails, DeadLetters } from './pages/dead-letters.tsx';
import {
  EmulatorClock,
  EmulatorCoverage,
  EmulatorFaults,
  EmulatorObjects,
  EmulatorRequests,
} from './pages/emulator.tsx';
import { CompareRuns, EvaluationDetails, Evaluations } from './pages/evaluations.tsx';
import { Ingestion, SourceDetails } from './pages/ingestion.tsx';
import { JobDetails, Jobs } from './pages/jobs.tsx';
import { Overview } from './pages/overview.tsx';
import { Playground } from './pages/playground.tsx';

const APP_PAGES = [
  ['/', 'Overview'],
  ['/calls', 'Tool calls'],
  ['/dead-letters', 'Dead letters'],
  ['/jobs', 'Jobs'],
  ['/ingestion', 'Ingestion'],
  ['/evaluations', 'Evaluations'],
  ['/playground', 'Playground'],
] as const;

const EMULATOR_PAGES = [
  ['/emulator/requests', 'Requests'],
  ['/emulator/clock', 'Clock'],
  ['/emulator/faults', 'Faults'],
  ['/emulator/objects', 'Objects'],
  ['/emulator/coverage', 'Coverage'],
] as const;

function Navigation() {
  const { config } = useSession();
  const [location] = useHashLocation();
  const item = ([href, label]: readonly [string, string]) => {
    const isCurrent = href === '/' ? location === '/' : location.startsWith(href);
    return (
      <li key={href}>
        <Link href={href} {...(isCurrent ? { 'aria-current': 'page' } : {})}>
          {label}
        </Link>
      </li>
    );
  };
  return (
    <nav aria-label="Pages">
      <Link href="/" class="brand">
        {config.mode === 'app' ? 'foundry-functions' : 'Foundry emulator'}
      </Link>
      {config.mode === 'app' && <ul>{APP_PAGES.map(item)}</ul>}
      {config.emulator !== undefined && (
        <>
          <h2>Emulator</h2>
          <ul>{EMULATOR_PAGES.map(item)}</ul>
        </>
      )}
    </nav>
  );
}

function Pages() {
  const { config } = useSession();
  return (
    <Switch>
      <Route path="/">{config.mode === 'app' ? <Overview /> : <EmulatorRequests />}</Route>
      <Route path="/calls" component={Calls} />
      <Route path="/calls/:call">{({ call }) => <CallDetails call={decodeURIComponent(call)} />}</Route>
      <Route path="/dead-letters" component={DeadLetters} />
      <Route path="/dead-letters/:id">{({ id }) => <DeadLetterDetails id={decodeURIComponent(id)} />}</Route>
      <Route path="/audit" component={Audit} />
      <Route path="/jobs" component={Jobs} />
      <Route path="/jobs/:id">{({ id }) => <JobDetails id={id} />}</Route>
      <Route path="/ingestion" component={Ingestion} />
      <Route path="/ingestion/:source">{({ source }) => <SourceDetails source={decodeURIComponent(source)} />}</Route>
      <Route path="/evaluations" component={Evaluations} />
      <Route path="/evaluations/compare/:a/:b">{({ a, b }) => <CompareRuns left={a} right={b} />}</Route>
      <Route path="/evaluations/:name">{({ name }) => <EvaluationDetails name={decodeURIComponent(name)} />}</Route>
      <Route path="/playground" component={Playground} />
      <Route path="/emulator/requests" component={EmulatorRequests} />
      <Route path="/emulator/clock" component={EmulatorClock} />
      <Route path="/emulator/faults" component={EmulatorFaults} />
      <Route path="/emulator/objects/:project?/:kind?">{(params) => <EmulatorObjects {...params} />}</Route>
      <Route path="/emulator/coverage" component={EmulatorCoverage} />
      <Route>
        <Empty title="There is no such page.">
          Go to the <Link href="/">overview</Link>.
        </Empty>
      </Route>
    </Switch>
  );
}

function KeyPrompt({ children }: { children: ComponentChildren }) {
  const { config } = useSession();
  const [isKnown, setKnown] = useState(hasToken);
  const [value, setValue] = useState('');
  if (config.auth !== 'key' || isKnown) return children;
  return (
    <form
      class="panel"
      onSubmit={(event) => {
        event.preventDefault();
        useKey(value);
        setKnown(true);
      }}
    >
      <h1>Sign in</h1>
      <p>This app asks for a function key. It stays in this tab and is sent to this app only.</p>
      <label class="field">
        Host key of the app
        <input
          type="password"
          autocomplete="off"
          required
          value={value}
          onInput={(event) => setValue(event.currentTarget.value)}
        />
      </label>
      <p>
        <button class="primary" type="submit">
          Continue
        </button>
      </p>
    </form>
  );
}

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      // Polling stops while the tab is hidden, and resumes with a request when it is shown again.
      refetchInterval: 2_000,
      refetchIntervalInBackground: false,
      refetchOnWindowFocus: true,
      retry: (count, error) => !(error instanceof ApiError && error.status >= 400 && error.status < 500) && count < 2,
    },
  },
});

const root = document.getElementById('app');
if (root === null) throw new Error('The page has no element "app".');
try {
  const config = await loadConfig();
  root.replaceChildren();
  const session: Session = {
    config,
    api: apiAt(config.api, config),
    emulator: config.emulator === undefined ? undefined : apiAt(config.emulator, config),
  };
  render(
    <SessionContext.Provider value={session}>
      <QueryClientProvider client={queries}>
        <Router hook={useHashLocation}>
          <button type="button" class="skip" onClick={() => document.getElementById('main')?.focus()}>
            Skip to content
          </button>
          <div class="shell">
            <Navigation />
            <main id="main" tabIndex={-1}>
              <KeyPrompt>
                <Pages />
              </KeyPrompt>
            </main>
          </div>
        </Router>
      </QueryClientProvider>
    </SessionContext.Provider>,
    root,
  );
} catch (error) {
  render(<Failure error={error} />, root);
}
