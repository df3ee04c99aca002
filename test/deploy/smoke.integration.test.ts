import config from '../../foundry.config.ts';
import { smokeCommand } from '../../local/deploy/smoke-command.ts';
import { localPlatform } from '../support/platform.ts';
