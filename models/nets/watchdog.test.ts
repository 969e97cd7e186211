import { describe, expect, it } from 'vitest'
import { watch } from './watchdog.ts'

const options = { patience: 4, learningRate: 0.01 }
const curve = (...losses: number[]) => losses.map((validationLoss) => ({ loss: validationLoss, validationLoss }))

describe('watch', () => {
  it('goes on while the validation loss gets better, and knows the best epoch', () => {
    expect(watch(curve(3, 2, 2.5, 1), options)).toEqual({ best: 3, learningRate: 0.01, end: null })
    expect(watch([], options)).toEqual({ best: -1, learningRate: 0.01, end: null })
  })

  it('halves the learning rate on half of its patience and ends at the whole, saying why', () => {
    expect(watch(curve(1, 2, 2), options)).toMatchObject({ learningRate: 0.005, end: null })
    const ended = watch(curve(1, 2, 2, 2, 2), options)
    expect(ended).toMatchObject({ best: 0, learningRate: 0.0025 })
    expect(ended.end).toContain('did not get better for 4 epochs')
  })

  it('takes a gain below a hundredth of a percent for none', () => {
    expect(watch(curve(1, 0.99999, 0.99998, 0.99997, 0.99996), options).end).not.toBeNull()
  })

  it.each([[Number.NaN, 1], [1, Number.POSITIVE_INFINITY]])('ends at a loss that is no number (%d, %d) and names the cure', (loss, validationLoss) => {
    const ended = watch([{ loss: 1, validationLoss: 1 }, { loss, validationLoss }], options)
    expect(ended.best).toBe(0)
    expect(ended.end).toContain('epoch 2')
    expect(ended.end).toContain('Lower the learning rate')
  })
})
