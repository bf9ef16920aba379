package import Records

/// How commands are submitted and waited for.
package struct RequestsConfiguration: Sendable {
    /// `ce_source` of the commands.
    package var source: String
    /// Names this process among all that submit, anew at each start: a reply to an earlier one is nobody's.
    package var instance: String
    /// How long a command may wait for its verdict.
    package var deadline: Duration
    /// Commands that wait at the same time; more are not taken.
    package var waiterCountMax: Int
    /// The keys that the commands' secrets are sealed and digested under; nil for commands without any.
    package let keys: KnownKeys?
    /// As the commands say it.
    let keysText: String?

    package init(
        source: String, instance: String, deadline: Duration, waiterCountMax: Int, keys: KnownKeys?
    ) {
        self.source = source
        self.instance = instance
        self.deadline = deadline
        self.waiterCountMax = waiterCountMax
        self.keys = keys
        keysText = keys?.current.description
    }
}
