import Testing

@testable import Time

@Suite("A pause that doubles")
struct DoublingPauseTests {
    @Test(
        "it doubles with each failure in a row, up to the longest",
        arguments: [(0, 1), (1, 1), (2, 2), (3, 4), (5, 16), (6, 30), (20, 30), (Int.max, 30)])
    func pause(failureCount: Int, seconds: Int) {
        let pause = DoublingPause(from: .seconds(1), to: .seconds(30))
        #expect(pause.after(failureCount: failureCount) == .seconds(seconds))
    }
}
