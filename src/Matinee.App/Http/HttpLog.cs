using Microsoft.Extensions.Logging;

namespace Matinee.App.Http;

internal static partial class HttpLog
{
    [LoggerMessage(1000, LogLevel.Error, "Request failed")]
    public static partial void Failed(ILogger log, Exception exception);

    [LoggerMessage(1001, LogLevel.Warning, "Request answered {Code}: infrastructure is not available")]
    public static partial void Unavailable(ILogger log, Exception exception, string code);

    [LoggerMessage(1002, LogLevel.Information, "Cross-origin {Method} {Path} refused")]
    public static partial void CrossOrigin(ILogger log, string method, string path);
}
