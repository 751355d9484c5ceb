// Runs before the page's own scripts: which language, said once, to the page and to Gradio's own words.
(() => {
  const forced = window.explorerForcedLanguage;
  const asked = new URLSearchParams(location.search).get('language');
  let kept = null;
  try { kept = localStorage.getItem('explorer-language'); } catch (error) { /* a private window */ }
  const known = (language) => (language === 'en' || language === 'zh' ? language : null);
  const browser = (navigator.language || 'en').toLowerCase().startsWith('zh') ? 'zh' : 'en';
  const start = known(asked) || known(kept) || known(forced) || browser;
  Object.defineProperty(navigator, 'language', { get: () => (start === 'zh' ? 'zh-CN' : 'en') });
  const titles = { en: 'ResNet Explorer', zh: 'ResNet 探索器' };
  const attributes = ['title', 'alt', 'aria-label'];
  window.explorerLanguage = {
    now: start,
    set(language) {
      this.now = language;
      try { localStorage.setItem('explorer-language', language); } catch (error) { /* not kept */ }
      this.apply(document);
      return language;
    },
    apply(root) {
      if (document.documentElement.dataset.language !== this.now) { // figures watch for a change
        document.documentElement.lang = this.now === 'zh' ? 'zh-CN' : 'en';
        document.documentElement.dataset.language = this.now;
      }
      document.title = titles[this.now];
      for (const name of attributes)
        for (const node of root.querySelectorAll(`[data-${name}-${this.now}]`))
          node.setAttribute(name, node.getAttribute(`data-${name}-${this.now}`));
    },
  };
  window.explorerLanguage.apply(document);
})();
