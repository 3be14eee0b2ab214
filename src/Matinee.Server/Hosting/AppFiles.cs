namespace Matinee.Server.Hosting;

/// <summary>The built pages: fonts, scripts, style sheets. File names carry a hash of the content, so they never change.</summary>
internal static class AppFiles
{
    private const string Forever = "public, max-age=31536000, immutable";
    private const string Revalidate = "no-cache";

    /// <summary>Beside the program when published; in the project when started from its build output.</summary>
    public static string FindRoot()
    {
        var published = Path.Combine(AppContext.BaseDirectory, "wwwroot");
        var project = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "wwwroot"));
        return Directory.Exists(published) || !File.Exists(Path.Combine(project, "..", "Matinee.Server.csproj")) ? published : project;
    }

    public static void UseAppFiles(this WebApplication app) => app.UseStaticFiles(new StaticFileOptions
    {
        OnPrepareResponse = file => file.Context.Response.Headers.CacheControl =
            file.Context.Request.Path.StartsWithSegments("/assets", StringComparison.Ordinal) ? Forever : Revalidate,
    });
}
