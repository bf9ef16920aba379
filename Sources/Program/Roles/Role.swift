internal import HTTP
internal import KafkaLog
internal import Log
internal import Options

/// A part that a process can take on, alone or beside others. Everything that concerns all roles follows from
/// `Role.all`: the commands and their help, what `/ready` waits for, the rights on a cluster.
struct Role: Sendable {
    /// In logs, in `/ready`, and with the rights.
    let name: String
    /// The command that runs it alone; its options and exit codes are added.
    let command: CommandSpec
    /// What its options stand under in the help.
    let title: String
    let options: [any DeclaredOption]
    /// Options that it has besides where the log is a cluster's.
    let clusterOptions: [any DeclaredOption]
    /// Whether it keeps state of one log in the data folder, which then belongs to that log and to one process.
    let keepsState: Bool
    /// The longest body of a request that it serves at `--listen`; nil where it serves nothing. A role that serves has
    /// the server's options besides its own.
    let bodyByteCountMax: Int?
    /// What it needs on a cluster.
    let rights: @Sendable (AccessNames) -> [AccessRight.Row]
    /// Makes the role's part in this process, before there is a log.
    let make: @Sendable (Values) -> any RolePart

    static let all = [ingress, processor]

    var serves: Bool { bodyByteCountMax != nil }
}

/// A role at work in this process. `open` and `start` come from one thread, in this order; `drain` and `stop` from any,
/// at any time and also without the others. Where a cluster does not answer while the roles are opened, all of them are
/// stopped and opened once more.
protocol RolePart: AnyObject, Sendable {
    /// What it serves, from the start on; before there is a log the routes say so.
    var routes: [HTTPRoute] { get }
    /// The paths as a 404 names them.
    var shownPaths: [String] { get }
    /// There is a log. Clears the role's name in `/ready` once it serves, now or later. What it throws ends the
    /// process, but for `.unavailable` of a cluster, which is tried again.
    func open(_ context: RoleContext) throws
    /// All roles are open: it may begin what nobody asked for.
    func start()
    /// Takes nothing new; what is under way is still answered.
    func drain()
    /// Ends. Requests have been answered; the log is closed behind it.
    func stop()
}

/// What a role's part is made from, once there is a log.
struct RoleContext: Sendable {
    let open: OpenLog
    let lag: CommandLag
    let wiring: Wiring
}
