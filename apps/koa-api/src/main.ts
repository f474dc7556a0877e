import { run } from '@portcullis-apps/shared'
import { createApp } from './app.js'

await run(createApp)
