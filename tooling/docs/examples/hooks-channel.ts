// #region channel
import { subscribe } from 'node:diagnostics_channel'
import type { DiagnosticsEvents } from '@portcullis/core'

export const refusals = new Map<string, number>()

subscribe('portcullis:denial', (message) => {
  const { reason } = message as DiagnosticsEvents['portcullis:denial']
  refusals.set(reason.code, (refusals.get(reason.code) ?? 0) + 1)
})
// #endregion
