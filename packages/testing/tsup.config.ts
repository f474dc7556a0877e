import { library } from '@portcullis-tooling/build'

export default library({ entry: { index: 'src/index.ts', contracts: 'src/contracts/index.ts' } })
