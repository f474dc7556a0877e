import { library } from '@portcullis-tooling/build'

export default library({
  entry: { index: 'src/index.ts', 'oidc-provider': 'src/oidc-provider/index.ts' },
})
