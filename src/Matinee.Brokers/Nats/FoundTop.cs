using Matinee.Brokers.Logs;

namespace Matinee.Brokers.Nats;

/// <param name="Top">Null: there is nothing.</param>
/// <param name="Agrees">False: the store has less than this node has seen, or something else.</param>
internal readonly record struct FoundTop(LogRecord? Top, bool Agrees);
