/**
 * Languages written in Latin letters that {@link detectLanguage} tells apart, each with the words that carry grammar
 * and no subject, in folded form (see fold.ts), question words included. The lists decide the stemmer, and retrieval
 * leaves these words out of a question. Short on purpose: the thirty or so commonest words make up nearly half of any
 * running text.
 */
const FUNCTION_WORDS = {
  english:
    'a about above after again against all also am an and any are as at be because been before being below between both but by can cannot could did do does doing down during each few for from further had has have having he her here hers him his how however i if in into is it its itself just may me might more most must my myself no nor not of off on once only or other our ours out over own same shall she should so some such than that the their theirs them themselves then there these they this those through thus to too under until up upon us very was we were what when where which while who whom whose why will with would you your yours',
  german:
    'aber alle als also am an auch auf aus bei beim bis da damit dann das dass dem den denn der des die dies diese diesem diesen dieser dieses doch dort durch ein eine einem einen einer eines er es etwa fur gab gegen gibt habe haben hat hatte hatten ich ihm ihn ihr ihre im in indem ist ja jede jeder jedes kann kein keine konnen konnte man mehr mit muss nach nicht noch nun nur oder ohne sehr sein seine seinem seinen seiner seit sich sie sind so soll sowie uber um und uns unter vom von vor wann war waren warum was wegen weil welche welchem welchen welcher welches wem wen wenn wer werden wessen wie wieso wieviel viel viele wird wir wo wodurch woher wohin womit worden wurde wurden zu zum zur zwischen',
  french:
    'a afin ainsi alors apres au aucun aussi autre aux avait avant avec avoir c ce cela celle celui ces cet cette ceux chaque chez combien comme comment d dans de depuis des donc dont du elle elles en entre est et etaient etait ete etre eux font fut furent il ils j je jusqu l la laquelle le lequel les lesquelles lesquels leur leurs lorsque lui m mais meme mes moins mon n ne nos notre nous on ont ou par parce pas pendant peut plus pour pourquoi quand que quel quelle quelles quels qui quoi s sa sans se selon sera ses si sont son sous sur t ta tel tous tout toute toutes tres tu un une vers voici vos votre vous y',
  spanish:
    'a al algo ante antes aquel aquella asi aun aunque cada como con contra cual cuales cuando cuanta cuantas cuanto cuantos cuya cuyo de del desde donde dos durante e el ella ellas ellos en entre era eran es esa ese eso esta estaba estan estas este esto estos fue fueron ha habia han hasta hay la las le les lo los mas me mi mientras muy ni no nos o otra otras otro otros para pero por porque pues que quien quienes se sea segun ser si sido sin sobre solo son su sus tambien tan tanto te tiene tienen todo todos tras tu un una uno unos y ya yo',
  portuguese:
    'a ainda alem ao aos apos aquela aquele aquilo as assim ate cada com como contra cuja cujo da das de dela dele depois desde deve do dos e ela elas ele eles em entre era eram essa esse esta estao estava este eu foi foram ha isso isto ja lhe mais mas mesmo muito na nao nas nem no nos o onde os ou outra outro para pela pelas pelo pelos por porque pois qual quais quando quanta quantas quanto quantos que quem se seja sem ser seu seus sido sob sobre sua suas tambem tem tinha todos um uma umas uns voce',
  italian:
    'a ad agli ai al alla alle allo anche ancora aveva c che chi ci cio come con contro cosa cui d da dagli dai dal dalla dalle dei del dell della delle dello di dopo dove durante e ed era erano essere fino fra furono gli ha hanno i il in invece io l la le lei lo loro lui ma mentre mi molto ne negli nei nel nell nella nelle nello noi non o ogni oltre oppure per perche piu poi prima puo qual quale quali quando quanta quante quanti quanto quella quelle quelli quello questa queste questi questo se secondo senza si sia sono stata stati stato su sua sue sugli sul sulla sulle suo suoi tra tutti tutto un una uno venne viene',
  dutch:
    'aan aantal af al alle als bij binnen daar dan dat de deze die dit doen door dus een eens en er ga geen haar had hadden heb hebben heeft hem het hij hoe hoeveel hun iets ik in is ja je kan kon kunnen maar meer men met mij na naar nadat niet niets nog nu of om omdat ons ook op over reeds sinds te tegen toch toen tot tussen uit van vanaf veel via volgens voor waar waarin waarmee waarom wanneer waren was wat welk welke werd werden wie wij worden wordt zal ze zelf zich zij zijn zo zoals zonder zou',
  swedish:
    'alla allt an andra att av bara blev bli blir da dar de dem den denna deras dess dessa det detta dig din du efter ej eller en enligt er ett fanns finns for fran genom ha hade han har hon honom hur i icke in ingen inom inte ja jag kan kunde man manga med mellan men mer mig min mot mycket nagon nagra nar nej ni nu och ocksa om oss pa sa sade samt sedan ska skulle som till under upp ut utan vad var vara varfor varit vart vem vid vilka vilken vilket',
  danish:
    'af alle alt andre at blev blive bliver da de dem den denne der deres det dette dig din disse dog du efter eller en end er et for fordi fra fur ham han hans har havde hende hendes her hvad hvem hver hvilke hvilken hvilket hvis hvor hvordan hvorfor hvornar i ikke ind ja jeg jo kan kunne man mange med meget mellem men mere mig min mod nar nej nogen noget nogle nu og ogsa om op os over pa samt sig sin skal skulle som til ud under var ved vi vil ville vaere vaeret',
  norwegian:
    'alle alt andre at av bare ble blei bli blir da de dei dem den denne der deres det dette din disse du eg ei ein eit eller en enn er et etter for fordi fra ha hadde han hans har hun hva hvem hver hvilke hvilken hvilket hvis hvor hvordan hvorfor i ikke ikkje inn ja jeg kan korleis kunne kva kvifor man mange med meg mellom men mer mot mye na nar nei noe noen nokon og ogsa om opp oss over pa samt seg sin skal skulle som til under ut var ved vi vil ville vaere vaert',
  finnish:
    'ei eivat ennen ettei etta han hanen he ja jo joka jonka jos jossa jota jotka kanssa kautta koska kuin kuinka kuka kun kuten lisaksi me mika mikali mina missa mista mita miten miksi milloin mitka moni mukaan mutta myos ne niiden niin nyt oli olivat olla ollut on ovat pois se sen seka seka siella siita sina sita taas tai tama tassa te tulee vaan vain vaikka vai voi yli',
  hungarian:
    'a abban ahhoz ahogy aki akik ami amely amelyek amelyet amikor annak az azok azon azonban azt aztan azzal be csak de e egy egyik el eles ellen en es ez ezek ezen ezert ezt ezzel fel ha hanem hany hiszen hogy hogyan hol ide igy ill illetve is itt ki kik kell kozott kozul le legyen lehet lenne lett ma maga majd meg mely melyek melyik mennyi mert mi miert mikor milyen mint mit mivel nagyon ne nem nincs o ok olyan ot pedig s sem sok szamara szerint tobb ugy utan vagy van vannak volt voltak',
  romanian:
    'a aceasta acest acesta aceste acestea acestei acestui acestor ai al ale alt alta am ar are as asa au avea ca care carei caror carui cat cate cati catre ce cea cei cel cele celor cine cu cum cand da daca dar de decat deci desi despre dintre din doar dupa ea ei el ele era erau este eu fara fi fie fiind fost in inca intr intre isi la le lor lui mai mult ne ni nici noi nu o or ori pe pentru prin sa sale sau se si sub sunt sau te toate tot toti tu un una unde unei unor unui va voi',
  turkish:
    'acaba ama ancak arasinda artik aslinda ayrica bana bazi belki ben beri bile bir biri bircok biz bu buna bunlar bunu bunun cok cunku da daha de degil diger diye dolayi en fakat gibi gore hala hangi hangisi hem henuz hep her hic icin icinde ile ilgili ise iste kac kadar karsi kendi ki kim kime kimin mi mu nasil ne neden nedir nerede nereye neydi nicin niye o olan olarak oldu oldugu olup olur ona onlar onu onun orada oysa pek ragmen sadece sanki sen siz sonra su tum uzere ve veya ya yani yine yok zaten',
  catalan:
    'a al als amb aquest aquesta aquestes aquests aixi aixo abans cada com contra d de del dels des despres els el ella elles ells en entre era eren es esta estat eren fins fou foren ha han havia hi i l la les li llur lo mentre mes molt ni no o on pel pels per pero perque poc quan quant quants quanta qual quals que qui s se sense ser seu seus seva seves sobre son sota tambe te tot tots un una unes uns va van',
} as const;

/** A language whose words {@link detectLanguage} knows. */
export type LatinLanguage = keyof typeof FUNCTION_WORDS;

function asSets(): Readonly<Record<LatinLanguage, ReadonlySet<string>>> {
  const entries = Object.entries(FUNCTION_WORDS).map(([name, words]) => [name, new Set(words.split(' '))]);
  return Object.fromEntries(entries);
}

/** The function words of each language as sets. */
export const FUNCTION_WORD_SETS = asSets();
