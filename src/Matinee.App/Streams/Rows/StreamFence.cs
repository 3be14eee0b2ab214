using System.Data.Common;
using Dapper;

namespace Matinee.App.Streams.Rows;

/// <summary>The row of <c>stream_fence</c>: in every transaction that only the leader may make.</summary>
internal static class StreamFence
{
    /// <returns>False when a leader with a greater token has written: this one leads no more, and must write nothing.</returns>
    public static async Task<bool> PassAsync(DbConnection connection, DbTransaction transaction, long token, CancellationToken cancellationToken) =>
        await connection.ExecuteAsync(new CommandDefinition(
            "UPDATE stream_fence SET token = @token WHERE id = 1 AND token <= @token", new { token }, transaction, cancellationToken: cancellationToken)) == 1;
}
