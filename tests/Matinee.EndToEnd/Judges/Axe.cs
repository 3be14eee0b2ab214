using System.Text.Json;
using Matinee.Testing;
using Microsoft.Playwright;

namespace Matinee.EndToEnd.Judges;

/// <summary>axe-core on the page as it stands. Injected as a user script, which the page's CSP does not stop.</summary>
internal static class Axe
{
    private static readonly string Source = File.ReadAllText(
        Path.Combine(MatineeProcess.RepositoryRoot(), "web", "node_modules", "axe-core", "axe.min.js"));

    /// <summary>Serious and critical findings, one line each with the elements concerned.</summary>
    /// <param name="onlyColours">Of a page that was judged whole in another theme: nothing but its contrasts can differ.</param>
    public static async Task<IReadOnlyList<string>> SeriousFindingsAsync(IPage page, bool onlyColours = false)
    {
        if (!await page.EvaluateAsync<bool>("'axe' in window"))
            await page.EvaluateAsync(Source);
        var json = await page.EvaluateAsync<string>("""
            async (colours) => JSON.stringify((await axe.run(document, { resultTypes: ['violations'], ...(colours ? { runOnly: ['color-contrast'] } : {}) })).violations
              .filter(v => v.impact === 'serious' || v.impact === 'critical')
              .map(v => `${v.impact} ${v.id}: ${v.help}: ${v.nodes.slice(0, 4).map(n => n.target.join(' ') + ' ' + n.failureSummary?.split('\n')[1]).join(' | ')}`))
            """, onlyColours);
        return JsonSerializer.Deserialize<string[]>(json)!; // an array of strings by construction
    }
}
