using System.Text.Json;
using Matinee.App.Accounts;
using Matinee.Realtime.Brokers;

namespace Matinee.App.Rooms.Live;

/// <summary>What concerns one person: <c>user:{id}</c>, on all their devices.</summary>
internal sealed class PersonalChannel(GuardedBroker broker)
{
    public static string Of(UserId user) => "user:" + user.Value;

    /// <summary>Best effort: what is told here stands in the catalogue as well.</summary>
    public async Task TellAsync(UserId user, CommandId id, PersonalNews news, CancellationToken cancellationToken)
    {
        try
        {
            await broker.AppendAsync(Of(user), new LogEntry
            {
                Data = JsonSerializer.SerializeToUtf8Bytes(news, CallJson.Default.PersonalNews),
                DedupId = id.Value,
            }, cancellationToken);
        }
        catch (BrokerUnavailableException)
        {
            // The reader finds it in the list of messages.
        }
    }
}
