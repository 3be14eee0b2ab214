using System.Data.Common;

namespace Matinee.Adapters.Postgres;

/// <summary>The connection broke between the order to commit and its answer. The work must not run again by itself.</summary>
internal sealed class CommitUnknownException(Exception inner)
    : DbException("The connection to PostgreSQL was lost while a transaction committed; it may have been written or not.", inner);
