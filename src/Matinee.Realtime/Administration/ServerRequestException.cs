using Matinee.Realtime.Protocol;

namespace Matinee.Realtime.Administration;

/// <summary>A request of the server API cannot be carried out; the answer says why.</summary>
internal sealed class ServerRequestException(RealtimeError error) : Exception(error.Message)
{
    public RealtimeError Error => error;
}
