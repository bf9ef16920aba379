internal import Testing

@testable internal import Program

/// The kernel's text about a process, as proc(5) has it.
@Suite struct ProcessStatusTests {
    private static let fields = "S 1 2 3 0 -1 4 10 11 12 13 150 50 0 0 20 0 9 0 1000 4096 3 18446744073709551615"

    @Test(arguments: ["waybill", "a b", "a) b (c"]) func `a program of any name is read`(name: String) throws {
        let status = try #require(
            ProcessStatus(stat: "7 (\(name)) \(Self.fields)\n", ticksPerSecond: 100, pageByteCount: 4096))
        #expect(status.cpuSeconds == 2)
        #expect(status.startSeconds == 10)
        #expect(status.virtualByteCount == 4096)
        #expect(status.residentByteCount == 3 * 4096)
    }

    @Test(arguments: ["", "7 (waybill", "7 (waybill) S 1 2 3", "7 (waybill) \(fields.replacing("150", with: "x"))"])
    func `another text is not`(text: String) {
        #expect(ProcessStatus(stat: text, ticksPerSecond: 100, pageByteCount: 4096) == nil)
    }

    @Test(arguments: [
        ("Limit  Soft  Hard  Units\nMax open files            1024      524288     files\n", 1024),
        ("Max open files            unlimited      unlimited     files\n", nil), ("", nil),
    ])
    func `the limit of descriptors is the soft one`(limits: String, count: Int?) {
        #expect(ProcessMetrics.descriptorCountMax(limits: limits) == count)
    }
}
