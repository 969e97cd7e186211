import { beforeEach, describe, expect, it } from 'vitest'
import { useLanes } from './lanes.ts'
import { useSteps } from './steps.ts'

const lanes = () => useLanes.getState()
const tags = () => lanes().lanes.map((lane) => lane.tags)

describe('lanes', () => {
  beforeEach(() => {
    lanes().setLanes([[1], [2]])
    useSteps.setState({ past: [], future: [] })
  })

  it('are arranged and taken back step by step, and done again', async () => {
    lanes().add(3)
    lanes().rearrange(2)
    lanes().remove(1)
    lanes().set([])
    const walked = [tags()]
    while (await useSteps.getState().undo()) walked.push(tags())
    expect(walked).toEqual([[], [[2], [3]], [[1, 2], [3]], [[1], [2], [3]], [[1], [2]]])
    while (await useSteps.getState().redo());
    expect(tags()).toEqual([])
  })

  it('open before the one that a tag is dropped above, or take it over themselves', () => {
    const [first, second] = lanes().lanes
    lanes().add(3, { before: second?.id ?? 0 })
    lanes().add(4, { over: first?.id ?? 0 })
    expect(tags()).toEqual([[1, 4], [3], [2]])
    lanes().add(2, { before: first?.id ?? 0 })
    expect(tags()).toEqual([[2], [1, 4], [3]])
    const before = lanes().lanes
    lanes().add(3, { before: before[2]?.id ?? 0 })
    expect(lanes().lanes).toBe(before)
  })

  it('remember no step where nothing changed, nor what a link has brought', () => {
    lanes().add(1)
    lanes().rearrange(1)
    lanes().setLanes([])
    lanes().set([])
    expect(useSteps.getState().past).toHaveLength(0)
  })
})
