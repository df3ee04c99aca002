import type { ProjectContext } from '../../core/project/project-context.ts';
import { secondsSetting } from '../../core/settings.ts';
import type { FileObject } from './file-object.ts';

/** Returns a function that shows a file to clients, with its status on the emulator's clock. */
export function showFile({ clock, settings }: Pick<ProjectContext, 'clock' | 'settings'>) {
  const processing = secondsSetting(settings, 'FOUNDRY_FILE_PROCESSING_SECONDS', 0);
  return (file: FileObject) => ({
    ...file,
    status: clock.seconds() < file.created_at + processing ? 'uploaded' : 'processed',
    status_details: null,
  });
}
