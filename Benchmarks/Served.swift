internal import Foundation

/// The built program as a whole, as WeChat meets it.
enum ServedBenchmark {
    static func run(_ report: inout Report, folder: String) throws {
        let child = try Child.serve(folder)
        report.add(
            Figure(name: "serve, ready on an empty folder", value: child.startTime / .seconds(1), unit: "s", bar: 0.5))
        _ = try Child.push(child.port, count: 100, concurrency: 1, rate: 50, prefix: "warm-")
        let paced = try Child.push(child.port, count: 1000, concurrency: 16, rate: 50, prefix: "paced-")
        report.add(
            Figure(name: "push to reply, embedded, 50/s, p50", value: paced.latency.p50 * 1000, unit: "ms", bar: 5))
        report.add(
            Figure(name: "push to reply, embedded, 50/s, p99", value: paced.latency.p99 * 1000, unit: "ms", bar: 20))
        let load = try Child.push(child.port, count: 100_000, concurrency: 64, prefix: "load-")
        report.add(
            Figure(
                name: "resident memory of serve, 100,000 orders", value: child.residentMemory, unit: "MiB (RssAnon)",
                bar: 60))
        report.add(Figure(name: "pushes a second over HTTP, embedded", value: load.rate, unit: "/s"))
        child.kill()
        let again = try Child.serve(folder)
        defer { again.stop() }
        report.add(
            Figure(
                name: "serve, ready after SIGKILL with 100,000 orders", value: again.startTime / .seconds(1), unit: "s",
                bar: 1))
    }
}
