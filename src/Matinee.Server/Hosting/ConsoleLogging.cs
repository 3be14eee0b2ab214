using Microsoft.Extensions.Logging.Console;

namespace Matinee.Server.Hosting;

/// <summary>Readable lines for a person at a terminal, one JSON object a line for everything else.</summary>
internal static class ConsoleLogging
{
    public static void Configure(ILoggingBuilder logging)
    {
        logging.ClearProviders();
        logging.Configure(options => options.ActivityTrackingOptions = ActivityTrackingOptions.TraceId | ActivityTrackingOptions.SpanId);
        if (Console.IsOutputRedirected)
            logging.AddJsonConsole(Json);
        else
            logging.AddSimpleConsole(Lines);
    }

    private static void Json(JsonConsoleFormatterOptions options)
    {
        options.IncludeScopes = true;
        options.UseUtcTimestamp = true;
        options.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
    }

    private static void Lines(SimpleConsoleFormatterOptions options)
    {
        options.SingleLine = true;
        options.TimestampFormat = "HH:mm:ss ";
    }
}
