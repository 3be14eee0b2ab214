using Microsoft.Extensions.Logging;

namespace Matinee.App.Fleet;

/// <summary>Event ids 4200 to 4299.</summary>
internal static partial class FleetLog
{
    [LoggerMessage(4200, LogLevel.Information, "User {User} made an enrolment token for workers that holds until {Until}")]
    public static partial void TokenMade(ILogger logger, string user, DateTimeOffset until);
}
