// A download that the server makes when it is asked for: says so until it is there, or why it is not.
document.addEventListener('click', async (event) => {
  const link = event.target.closest?.('a.download');
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return; // these the browser does itself
  event.preventDefault();
  if (link.getAttribute('aria-busy') === 'true') return;
  const [preparing, failed] = ['.preparing', '.failure'].map((part) => link.parentElement.querySelector(part));
  failed.dataset.unreachable ??= failed.innerHTML;
  link.setAttribute('aria-busy', 'true');
  preparing.hidden = false; failed.hidden = true;
  try {
    const answer = await fetch(link.href);
    if (answer.ok) {
      const saved = document.createElement('a');
      saved.download = answer.headers.get('Content-Disposition')?.match(/filename="([^"]+)"/)?.[1] ?? '';
      saved.href = URL.createObjectURL(await answer.blob());
      saved.click();
      setTimeout(() => URL.revokeObjectURL(saved.href), 60000);
    } else { failed.textContent = await answer.text(); failed.hidden = false; }
  } catch (error) { failed.innerHTML = failed.dataset.unreachable; failed.hidden = false; }
  finally { link.removeAttribute('aria-busy'); preparing.hidden = true; }
});
