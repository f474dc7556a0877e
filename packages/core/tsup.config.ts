import { library } from '@portcullis-tooling/build'

export default library({
  entry: {
    index: 'src/index.ts',
    'platform/node': 'src/lib/platform/node.ts',
    'platform/web': 'src/lib/platform/web.ts',
  },
  external: ['#platform'],
  dts: { entry: { index: 'src/index.ts' } },
})
