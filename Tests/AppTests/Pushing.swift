internal import Crypto
internal import Foundation

/// A push's query, signed as WeChat signs it.
enum Signed {
    static let token = "demotoken"

    /// With the present time, unless another is given.
    static func query(_ token: String = token, timestamp: String? = nil, nonce: String = "8675309") -> String {
        let timestamp = timestamp ?? "\(Int(Date().timeIntervalSince1970))"
        return "signature=\(signature(token, timestamp, nonce))&timestamp=\(timestamp)&nonce=\(nonce)"
    }

    static func signature(_ parts: String...) -> String {
        let sorted = parts.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        return SHA1.hexDigest(of: sorted.map { Array($0.utf8)[...] })
    }

    static func target(_ app: String = "zto", _ token: String = token) -> String { "/push/\(app)?\(query(token))" }
}

extension Wire {
    func push(_ body: [UInt8], to target: String = Signed.target()) -> Answer? { request("POST", target, body) }

    /// Nobody waits for the answer.
    func send(_ event: Event) {
        let body = event.bytes(.json)
        let head = "POST \(Signed.target()) HTTP/1.1\r\nHost: waybill.test\r\nContent-Length: \(body.count)\r\n\r\n"
        send(Array(head.utf8) + body)
    }

    func push(_ body: String) -> Answer? { push(Array(body.utf8)) }

    func push(_ event: Event, _ format: Event.Format = .json) -> Answer? { push(event.bytes(format)) }
}

extension Wire.Answer {
    /// A field of the reply, in whichever format it is.
    func field(_ name: String) -> String? {
        if body.first == "{" {
            let object = try? JSONSerialization.jsonObject(with: Data(body.utf8)) as? [String: Any]
            return object?[name].map { "\($0)" }
        }
        guard let start = body.firstRange(of: "<\(name)>"), let end = body.firstRange(of: "</\(name)>") else {
            return nil
        }
        let text = body[start.upperBound..<end.lowerBound]
        guard text.hasPrefix("<![CDATA["), text.hasSuffix("]]>") else { return String(text) }
        return String(text.dropFirst(9).dropLast(3))
    }

    var code: Int? { field("ResultCode").flatMap { Int($0) } }

    /// The number of a success; nil for anything else.
    var issued: String? { status == 200 && code == 0 ? field("WayBillID") : nil }
}

/// SplitMix64: the same seed gives the same run.
struct Seeded: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func percent() -> Int { Int(next() % 100) }
}

/// Runs `body` on that many threads of its own, numbered from 0, and returns when all are done.
func onThreads(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) {
    let group = DispatchGroup()
    for number in 0..<count {
        group.enter()
        Thread.detachNewThread {
            body(number)
            group.leave()
        }
    }
    group.wait()
}

extension Program {
    /// `waybill push` to an ingress of the tests; no limit of time that a test is not about comes to pass.
    static func push(
        to port: UInt16, _ arguments: [String], output: String = "json", token: String = Signed.token,
        input: String? = nil
    ) throws -> Program.Finished {
        try Program.run(
            ["push", "--url", "http://127.0.0.1:\(port)/push/zto", "--timeout", "10m", "--output", output]
                + arguments,
            environment: ["WAYBILL_PUSH_TOKEN": token], input: input)
    }
}
