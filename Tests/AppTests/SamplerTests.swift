internal import Dispatch
internal import Synchronization
internal import Testing
internal import Waiting

@testable internal import Program

/// What `/ready` and `/metrics` tell of disks and clusters is read beside them.
@Suite struct SamplerTests {
    @Test func `who asks is answered from memory, also while a reading hangs`() {
        let (begun, gate) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        let count = Mutex(0)
        let sampler = Sampler("test", every: .zero) {
            begun.signal()
            gate.wait()
            return count.withLock { count in
                count += 1
                return count
            }
        }
        let ever = Duration.seconds(10 * patience)
        #expect(begun.wait(timeout: .now() + patience) == .success)
        #expect(sampler.value(atMost: ever) == nil, "nothing was read yet")
        gate.signal()
        #expect(begun.wait(timeout: .now() + patience) == .success)
        #expect(sampler.value(atMost: ever) == 1)
        #expect(sampler.value(atMost: .zero) == nil, "what is too old is not told")
        let age = sampler.age
        #expect(age > .zero && sampler.age > age, "the age of a reading that hangs grows")
        sampler.stop(within: .zero)
        gate.signal()
        sampler.stop(within: ever)
        #expect(sampler.value(atMost: ever) == 2)
        #expect(begun.wait(timeout: .now()) == .timedOut, "after its stop it reads no more")
    }
}
