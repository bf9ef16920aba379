/// The right, and the duty, to answer one request once, from any thread or task. Dropped without an answer, it
/// answers 500.
package struct HTTPResponder: ~Copyable, Sendable {
    private let connection: Connection
    private let turn: UInt64
    private var isSpent = false

    init(connection: Connection, turn: UInt64) {
        self.connection = connection
        self.turn = turn
    }

    /// Answers. Without effect when the client has gone or the server has stopped.
    package consuming func send(_ response: HTTPResponse) {
        isSpent = true
        connection.answer(response, turn: turn)
    }

    /// `body` is called at most once, when the answer is not wanted any more: the client went away (or closed its
    /// sending half, which is taken for the same), or the server stops and has told the client 503. Called at once
    /// when that has happened already; never after `send`. It runs on a thread of the server or of whoever stops it,
    /// must not block, and may drop this responder. A second call replaces the first body.
    package borrowing func onDisconnect(_ body: @escaping @Sendable () -> Void) {
        connection.onDisconnect(body, turn: turn)
    }

    deinit {
        guard !isSpent else { return }
        connection.abandon(turn: turn)
    }
}
