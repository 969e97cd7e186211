/** The few operations of TensorFlow.js that the networks use. The library itself is an argument: models/ imports none. */
export interface Tensor {
  readonly shape: number[]
  dataSync(): ArrayLike<number>
  dispose(): void
}

export interface TensorFlow {
  tensor(values: Float32Array, shape: number[]): Tensor
  matMul(a: Tensor, b: Tensor): Tensor
  add(a: Tensor, b: Tensor): Tensor
  sub(a: Tensor, b: Tensor): Tensor
  mul(a: Tensor, b: Tensor): Tensor
  tanh(x: Tensor): Tensor
  sigmoid(x: Tensor): Tensor
  relu(x: Tensor): Tensor
  square(x: Tensor): Tensor
  mean(x: Tensor): Tensor
  reshape(x: Tensor, shape: number[]): Tensor
  stack(parts: Tensor[], axis: number): Tensor
  unstack(x: Tensor, axis: number): Tensor[]
  split(x: Tensor, parts: number, axis: number): Tensor[]
  tidy<T extends Tensor | Tensor[] | { value: Tensor; grads: Tensor[] }>(work: () => T): T
  valueAndGrads(f: (...args: Tensor[]) => Tensor): (args: Tensor[]) => { value: Tensor; grads: Tensor[] }
}
