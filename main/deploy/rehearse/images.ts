import type { Check, Finding } from './material.ts'
import { containersOf, workloadsOf } from './workloads.ts'

/** What is tested must be what runs: a tag that moves gives another program at the next pull. */
export const images: Check = ({ objects, compose }) => {
  const used = [
    ...workloadsOf(objects).flatMap(({ object, pod }) => containersOf(pod).map(({ image }) => ({ object, image: image ?? '' }))),
    ...compose.flatMap(({ content }) => Object.entries(content.services ?? {}).flatMap(([name, { image, build }]) => (typeof image === 'string' ? [{ object: `compose/${name}`, image }] : build ? [] : [{ object: `compose/${name}`, image: '' }]))),
  ]
  return used.flatMap(({ object, image }): Finding[] => {
    const [, tag, digest] = /^[^@]*?(?::([\w][\w.-]*))?(?:@(sha256:[0-9a-f]{64}))?$/.exec(image) ?? []
    if (digest) return []
    const cure = `Name the digest: docker buildx imagetools inspect ${image || 'IMAGE'} shows it; write ${image.split(':')[0] || 'IMAGE'}:TAG@sha256:….`
    if (tag === undefined || tag.startsWith('latest'))
      return [{ code: 'image_latest', severity: 'error', object, words: `${image || 'An image without a name'} says ${tag === undefined ? 'no version' : `"${tag}"`}: every pull may bring another program, and undo cannot bring the old one back.`, cure }]
    if (!/\d+\.\d+/.test(tag)) return [{ code: 'image_moving', severity: 'warning', object, words: `${image}: the tag moves with every minor release.`, cure }]
    return [{ code: 'image_without_digest', severity: 'info', object, words: `${image} is an exact version, but a tag can be pushed again.`, cure }]
  })
}
