internal import CFloors
internal import Foundation
internal import HTTP
internal import Ingress
internal import Telemetry
internal import Waybill
internal import WeChat

/// One push through HTTP, with the log faked, beside bare echoes of the same library. Only this process's CPU counts;
/// the load comes from a child.
enum IngressBenchmark {
    private static let count = 192_000

    static func run(_ samples: Samples, _ report: inout Report) throws {
        let echo = try serverCost(waybill_floor_http(0))
        let suspended = try serverCost(waybill_floor_http(1))
        report.add(Figure(name: "bare echo of libmicrohttpd, in C", value: echo, unit: "us CPU"))
        report.add(Figure(name: "bare echo, suspended and resumed, in C", value: suspended, unit: "us CPU"))

        var configuration = IngressConfiguration(
            apps: samples.reference.apps, secrets: samples.secrets, instance: "bench")
        configuration.waiterCountMax = 1000
        let ingress = try Ingress(
            configuration, log: FakeLog(instance: "bench"), telemetry: IngressTelemetry(Registry(), .silent),
            clock: { Child.timestamp * 1_000 })
        var http = HTTPConfiguration()
        http.admit = { ingress.admit($0, at: $0.path) }
        let server = try HTTPServer(configuration: http) { request, responder in
            ingress.handle(request, responder)
        }
        let cost = try serverCost(server.port)
        server.stop(within: .seconds(1))
        report.add(
            Figure(
                name: "one push through HTTP, ingress only", value: cost, unit: "us CPU", floor: suspended,
                bar: 2.5 * suspended))
    }

    private static func serverCost(_ port: UInt16) throws -> Double {
        guard port != 0 else { throw MissingSample() }
        try Child.load(port, count: 6400, connectionCount: 32)
        let start = processCPU()
        try Child.load(port, count: count, connectionCount: 32)
        return (processCPU() - start) / Double(count)
    }
}
