internal import Foundation

/// A thread of an engine, and the way to wait for its end.
package struct EngineThread: Sendable {
    private let ended = Monitor(false)
    private let identity: ObjectIdentifier

    /// Starts at once. `name` is for debuggers and top.
    package init(_ name: String, _ body: @escaping @Sendable () -> Void) {
        let ended = ended
        let thread = Thread {
            body()
            ended.change { $0 = true }
        }
        thread.name = name
        identity = ObjectIdentifier(thread)
        thread.start()
    }

    package var isCurrent: Bool { ObjectIdentifier(Thread.current) == identity }

    /// Waits for the end. Not on the thread itself.
    package func join() {
        ended.wait { $0 ? () : nil }
    }

    /// The same; false once so much time has passed.
    @discardableResult
    package func join(atMost time: Duration) -> Bool {
        ended.wait(atMost: time) { $0 ? () : nil } != nil
    }
}
