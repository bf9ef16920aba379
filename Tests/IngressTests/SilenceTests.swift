import Testing

@testable import Ingress
@testable import Requests

/// When an ingress believes that nobody decides.
@Suite struct SilenceTests {
    /// A moment in seconds after an arbitrary one, and the same by the wall.
    private static let start = ContinuousClock.now
    private func at(_ seconds: Double) -> ContinuousClock.Instant { Self.start + .seconds(seconds) }
    private func wall(_ seconds: Double) -> Int64 { 1_785_000_000_000 + Int64(seconds * 1_000) }

    @Test func `the first push that expires without any reply begins it, and the next are counted`() {
        var watch = SilenceWatch()
        #expect(watch.expired(arrived: at(1), at: at(6), wall(6)) == Silence(count: 1, since: wall(1)))
        #expect(watch.expired(arrived: at(2), at: at(7), wall(7)) == Silence(count: 2, since: wall(1)))
        #expect(
            Silence(count: 2, since: wall(1)).message
                == "no processor answers: 2 pushes since 2026-07-25T17:20:01.000Z")
    }

    @Test func `any reply ends it, and a push that came before the reply does not begin another`() {
        var watch = SilenceWatch()
        _ = watch.expired(arrived: at(1), at: at(6), wall(6))
        #expect(watch.reply(at: at(8)) == Silence(count: 1, since: wall(1)))
        #expect(watch.reply(at: at(8)) == nil)
        #expect(watch.expired(arrived: at(7), at: at(12), wall(12)) == nil)
        #expect(watch.expired(arrived: at(9), at: at(14), wall(14)) == Silence(count: 1, since: wall(9)))
    }

    @Test func `a push that expires while others are answered is no silence`() {
        var watch = SilenceWatch()
        for second in 0..<10 {
            #expect(watch.reply(at: at(Double(second) + 4)) == nil)
            #expect(watch.expired(arrived: at(Double(second)), at: at(Double(second) + 5), 0) == nil)
        }
    }
}
