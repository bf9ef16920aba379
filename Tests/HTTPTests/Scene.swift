import Dispatch
import Synchronization
import Testing
import Waiting

@testable import HTTP

/// A responder put aside, to be used once by whoever comes for it; and a signal that it is there.
final class Held: Sendable {
    private let slot = Mutex<HTTPResponder?>(nil)
    private let arrived = DispatchSemaphore(value: 0)

    func put(_ responder: consuming HTTPResponder) {
        var responder = Optional(responder)
        slot.withLock { $0 = responder.take() }
        arrived.signal()
    }

    /// Waits for a responder to be put here; the test fails when none comes.
    func awaitArrival() { #expect(arrived.wait(timeout: .now() + patience) == .success) }

    func send(_ response: HTTPResponse) { slot.withLock { $0.take() }?.send(response) }

    func drop() { _ = slot.withLock { $0.take() } }
}

/// Counts calls and lets a test wait for the first.
final class Signal: Sendable {
    private let calls = Mutex(0)
    private let semaphore = DispatchSemaphore(value: 0)

    func fire() {
        calls.withLock { $0 += 1 }
        semaphore.signal()
    }

    var count: Int { calls.withLock { $0 } }

    func wait() { #expect(semaphore.wait(timeout: .now() + patience) == .success) }
}

func serve(_ configuration: HTTPConfiguration, _ handler: @escaping HTTPServer.Handler) throws -> HTTPServer {
    try HTTPServer(configuration: configuration, handler: handler)
}

func serve(_ handler: @escaping HTTPServer.Handler) throws -> HTTPServer { try serve(HTTPConfiguration(), handler) }

/// Answers every request with its method, path and body.
func echo(_ request: borrowing HTTPRequest, _ responder: consuming HTTPResponder) {
    responder.send(reflect(request))
}

func reflect(_ request: borrowing HTTPRequest) -> HTTPResponse {
    let (method, path) = (request.head.method, request.head.path)
    return HTTPResponse(status: 200, text: "\(method) \(path) \(String(decoding: request.body, as: UTF8.self))")
}
