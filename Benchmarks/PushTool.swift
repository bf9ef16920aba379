internal import CFloors

/// How fast `waybill push` can be: against a bare echo of libmicrohttpd, beside plain sockets that send one prepared
/// request again and again to the same echo. What the echo says is no event's reply, which the tool only counts.
enum PushToolBenchmark {
    private static let count = 128_000
    private static let concurrency = 64

    static func run(_ report: inout Report) throws {
        let port = waybill_floor_http(0)
        guard port != 0 else { throw MissingSample() }
        try Child.load(port, count: count / 10, connectionCount: concurrency)
        let start = ContinuousClock.now
        try Child.load(port, count: count, connectionCount: concurrency)
        let floor = Double(count) / ((ContinuousClock.now - start) / .seconds(1))
        let pushed = try Child.push(port, count: count, concurrency: concurrency)
        guard pushed.unanswered == 0 else { throw MissingSample() }
        report.add(
            Figure(
                name: "pushes a second of waybill push, against an echo", value: pushed.rate, unit: "/s", floor: floor))
    }
}
