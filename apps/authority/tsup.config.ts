import { app } from '@portcullis-tooling/build'

export default app({ entry: ['src/main.ts', 'src/index.ts'] })
