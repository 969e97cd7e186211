import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useCore } from '../../client/context.tsx'
import { Failed } from '../../parts/faces.tsx'
import { t } from '../../strings.ts'
import { useActions } from '../../workspace/actions.ts'

/** One file for whoever helps: what the program is, how it is set and what its jobs said. No secret, no recorded value. */
export function Diagnostics() {
  const { client, connection } = useCore()
  const save = useMutation({
    mutationFn: async () => {
      const { name, bytes } = await client.settings.diagnostics()
      return (await connection.shell.saveFile(name, bytes)) ? name : null
    },
  })
  useActions({ diagnostics: () => save.mutate() })
  return (
    <section className="tt-section" aria-labelledby="settings-diagnostics">
      <h2 id="settings-diagnostics">{t.settings.diagnostics}</h2>
      <p className="tt-hint">{t.settings.diagnosticsAbout}</p>
      <Button variant="default" loading={save.isPending} onClick={() => save.mutate()}>
        {t.settings.diagnosticsSave}
      </Button>
      {save.data && <span role="status"> {t.settings.diagnosticsSaved(save.data)}</span>}
      {save.isError && <Failed compact error={save.error} where={t.settings.diagnostics} />}
    </section>
  )
}
