import { app } from '@portcullis-tooling/build'

export default app()
