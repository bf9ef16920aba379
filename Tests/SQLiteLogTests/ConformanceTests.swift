internal import LogConformance
internal import Testing

@Suite struct ConformanceTests {
    @Test(
        "The embedded engine keeps the contract",
        arguments: LogPromise.all(.retention, .deletion, .blockingCompletion))
    func keeps(_ promise: LogPromise) throws {
        try promise.check(SQLiteFixture())
    }
}
