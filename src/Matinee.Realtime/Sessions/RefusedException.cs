using Matinee.Realtime.Protocol;

namespace Matinee.Realtime.Sessions;

/// <summary>A command ends here, with this error in its reply.</summary>
internal sealed class RefusedException(RealtimeError error) : Exception(error.Message)
{
    public RealtimeError Error => error;
}
